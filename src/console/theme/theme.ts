/** Mantine, in the house's colours and type. */
import { createTheme, type MantineColorsTuple } from "@mantine/core";

/** Teal, for what flows: 8 on a light ground and 3 on a dark one keep 4.5:1. */
const flow: MantineColorsTuple = [
  "#e4f6f2",
  "#cbebe4",
  "#99d9cd",
  "#5fd0c0",
  "#3ab5a5",
  "#1f9a8b",
  "#128477",
  "#0c766b",
  "#0b6b63",
  "#08544e",
];

const stop: MantineColorsTuple = [
  "#fdece8",
  "#fad4cc",
  "#f6ac9d",
  "#ff9480",
  "#ea6650",
  "#d94d36",
  "#c6402a",
  "#bb3a25",
  "#b3351f",
  "#8e2716",
];

export const theme = createTheme({
  fontFamily: '"Hanken Grotesk", system-ui, -apple-system, "Segoe UI", sans-serif',
  fontFamilyMonospace: "var(--mono)",
  headings: { fontFamily: "var(--display)" },
  primaryColor: "flow",
  primaryShade: { light: 8, dark: 3 },
  autoContrast: true,
  luminanceThreshold: 0.32,
  colors: { flow, stop },
  defaultRadius: "md",
  radius: { md: "9px", lg: "14px" },
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Tooltip: { defaultProps: { openDelay: 250, multiline: true, maw: 340 } },
    Modal: {
      defaultProps: { centered: true, radius: "lg", overlayProps: { backgroundOpacity: 0.35, blur: 2 } },
    },
    Drawer: { defaultProps: { overlayProps: { backgroundOpacity: 0.28 } } },
    Button: { styles: { root: { fontWeight: 600 } } },
  },
});
