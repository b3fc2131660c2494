/** Builds the console's page into dist/console, from where `serve` and `dev` hand it out. */
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  root: fileURLToPath(new URL("src/console", import.meta.url)),
  plugins: [react()],
  build: {
    outDir: fileURLToPath(new URL("dist/console", import.meta.url)),
    emptyOutDir: true,
    // A font that is inlined is fetched by everyone, also where the browser needs none of its letters.
    assetsInlineLimit: 0,
    target: "es2023",
    chunkSizeWarningLimit: 500,
  },
});
