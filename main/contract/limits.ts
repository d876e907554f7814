/** Longest name that people give, in characters. Fields in the window end there too. */
export const MAX_LABEL_LENGTH = 80;
/** Longest text that can be pasted to be read as a machine, in characters. */
export const MAX_PASTE_LENGTH = 65_536;
/** Largest picture of a screen that goes through main, in bytes. */
export const MAX_IMAGE_BYTES = 64 * 1024 * 1024;
/** The same unpacked, in pixels: no screen is shown that has more. */
export const MAX_IMAGE_PIXELS = 64 * 1024 * 1024;
/** Longest text that a clipboard is given or read, in characters. */
export const MAX_CLIPBOARD_LENGTH = 1_048_576;
/** Most screens that a session has at once. */
export const MAX_SCREENS = 16;
