/** Longest name that people give, in characters. Fields in the window end there too. */
export const MAX_LABEL_LENGTH = 80;
/** Longest text that can be pasted to be read as a machine, in characters. */
export const MAX_PASTE_LENGTH = 65_536;
