/**
 * Notification servers on Linux may take the body for markup, with links and pictures in it (Desktop Notifications
 * Specification, "Markup"); Electron hands it over as it is.
 */
export function withoutMarkup(text: string): string {
  return text.replaceAll('<', '‹').replaceAll('>', '›');
}
