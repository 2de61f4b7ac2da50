/** The font package ships a style sheet without types. */
declare module '@fontsource-variable/noto-sans-sc/wght.css';
