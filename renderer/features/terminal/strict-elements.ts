/**
 * xterm writes its colours as text into <style> elements, and its DOM renderer sets `style` attributes on spans; both
 * need 'unsafe-inline' in a content security policy. It creates these elements through the global document. While it
 * does, the stand-ins here put the same rules into constructed style sheets and into the element's style object, which
 * a policy of `style-src 'self'` allows (CSP 3, section 6.8; CSSOM, section 6.1).
 */

type Kind = 'style' | 'span';

const holders: Record<Kind, number> = { style: 0, span: 0 };

function createPlain(name: string, options?: ElementCreationOptions): HTMLElement {
  return Reflect.apply(Document.prototype.createElement, document, [name, options]) as HTMLElement;
}

/** Stands where the <style> would, and holds its sheet. Even an empty <style> would be reported. */
function createStyle(): HTMLElement {
  const element = createPlain('template');
  const sheet = new CSSStyleSheet();
  let text = '';
  Object.defineProperty(element, 'textContent', {
    get: () => text,
    set(next: string) {
      text = next;
      sheet.replaceSync(next);
      if (!document.adoptedStyleSheets.includes(sheet)) document.adoptedStyleSheets.push(sheet);
    },
  });
  element.remove = () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
    HTMLElement.prototype.remove.call(element);
  };
  return element;
}

function createSpan(options?: ElementCreationOptions): HTMLElement {
  const element = createPlain('span', options);
  element.setAttribute = (name, value) => {
    if (name === 'style') element.style.cssText = value;
    else HTMLElement.prototype.setAttribute.call(element, name, value);
  };
  return element;
}

function createElement(name: string, options?: ElementCreationOptions): HTMLElement {
  if (name === 'style' && holders.style > 0) return createStyle();
  if (name === 'span' && holders.span > 0) return createSpan(options);
  return createPlain(name, options);
}

function hold(kind: Kind): () => void {
  holders[kind] += 1;
  document.createElement = createElement as Document['createElement'];
  return () => {
    holders[kind] -= 1;
    // Without the property of its own, the document has its prototype's method again.
    if (holders.style + holders.span === 0) Reflect.deleteProperty(document, 'createElement');
  };
}

/** Runs what makes xterm create its style elements: opening a terminal, and changing to the DOM renderer. */
export function withStrictStyles(run: () => void): void {
  const release = hold('style');
  try {
    run();
  } finally {
    release();
  }
}

/** Held while xterm's DOM renderer draws. */
export function holdStrictSpans(): Disposable {
  return { [Symbol.dispose]: hold('span') };
}
