/**
 * xterm writes its colours as text into <style> elements and as `style` attributes onto spans; both need
 * 'unsafe-inline' in a content security policy. These stand-ins put the same rules into constructed style sheets and
 * into the style object of the element, which a policy of `style-src 'self'` allows.
 */

function createStyle(document: Document): HTMLStyleElement {
  const element = document.createElement('style');
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

function createSpan(document: Document): HTMLSpanElement {
  const element = document.createElement('span');
  element.setAttribute = (name, value) => {
    if (name === 'style') element.style.cssText = value;
    else HTMLElement.prototype.setAttribute.call(element, name, value);
  };
  return element;
}

type CreateElement = (name: string, options?: ElementCreationOptions) => HTMLElement;

/** The document as xterm's `documentOverride` takes it: the real one, but for the elements above. */
export function createStrictDocument(document: Document): Document {
  const createElement: CreateElement = (name, options) => {
    if (name === 'style') return createStyle(document);
    if (name === 'span') return createSpan(document);
    return document.createElement(name, options);
  };
  return new Proxy(document, {
    get(target, property): unknown {
      if (property === 'createElement') return createElement;
      const value: unknown = Reflect.get(target, property, target);
      // The document's own methods insist on being called on it.
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
    set: (target, property, value) => Reflect.set(target, property, value, target),
  });
}

/** Runs something that creates its style elements through the real document, as xterm's scrollbar does. */
export function withStrictStyles(document: Document, run: () => void): void {
  const original = Document.prototype.createElement;
  const createElement: CreateElement = (name, options) => {
    if (name !== 'style') return Reflect.apply(original, document, [name, options]) as HTMLElement;
    Reflect.deleteProperty(document, 'createElement');
    try {
      return createStyle(document);
    } finally {
      document.createElement = createElement as Document['createElement'];
    }
  };
  document.createElement = createElement as Document['createElement'];
  try {
    run();
  } finally {
    Reflect.deleteProperty(document, 'createElement');
  }
}
