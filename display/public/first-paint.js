// Runs before the first paint: takes the room's theme from the address or from the last visit, so that the ground has its colour at once.
{
  const asked = new URLSearchParams(location.search).get('theme');
  let theme = asked;
  try {
    theme ??= localStorage.getItem('warroom.theme') ?? localStorage.getItem('warroom.lastTheme');
  } catch {
    // Storage is barred here: the default theme stands.
  }
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
}
