// Runs before the first paint, so that a chosen theme does not flash the other one. The console's theme toggle writes it.
try {
  const theme = localStorage.getItem('magpie.theme')
  if (theme === 'dark' || theme === 'light') document.documentElement.dataset.theme = theme
} catch {
  // Storage may be forbidden; the system's preference stands then.
}
