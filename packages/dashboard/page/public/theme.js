// Before anything is painted, so that nobody is blinded by a white flash.
try {
  const theme = localStorage.getItem('zfarm-theme');
  if (theme) document.documentElement.dataset.theme = theme;
} catch {
  // No storage: the system's theme it is.
}
