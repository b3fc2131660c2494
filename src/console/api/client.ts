/** What was asked, kept and asked again: live events refresh it, and while they are away it is asked now and then. */
import { QueryClient } from "@tanstack/react-query";
import { CallFailed } from "./call.ts";

/** Tries again only what may pass by itself. */
function mayPass(error: Error): boolean {
  return !(error instanceof CallFailed) || error.status === 503 || error.status === 429;
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (failures, error) => mayPass(error) && failures < 2,
      staleTime: 5_000,
      refetchOnWindowFocus: true,
      // The page is told of an outage by its own calls; the browser's opinion of the network says nothing of loopback.
      networkMode: "always",
    },
    mutations: { networkMode: "always" },
  },
});
