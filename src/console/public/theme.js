// Before the first paint, so that nobody who likes the dark sees a white flash. A file of its own: the page's policy
// allows no inline script.
{
  let kept = null;
  try {
    kept = localStorage.getItem("mantine-color-scheme-value");
  } catch {}
  const isDark = kept === "dark" || (kept !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.mantineColorScheme = isDark ? "dark" : "light";
}
