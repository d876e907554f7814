const iron = /[\\/]@devolutions[\\/]iron-remote-desktop-rdp[\\/]/;
const inlined = /(["'`])data:application\/wasm;base64,([A-Za-z0-9+/=]+)\1/g;

/**
 * IronRDP comes as one script with its WebAssembly inside, as an address of six million letters. This Vite plugin makes
 * a file of it: it is compiled while it is read, the script is small, and the page needs no right to fetch `data:`.
 */
export function splitWasm() {
  return {
    name: 'split-wasm',
    apply: 'build',
    transform(code, id) {
      if (!iron.test(id)) return undefined;
      let count = 0;
      const smaller = code.replaceAll(inlined, (_address, _quote, base64) => {
        count += 1;
        const file = this.emitFile({ type: 'asset', name: 'ironrdp.wasm', source: Buffer.from(base64, 'base64') });
        return `import.meta.ROLLUP_FILE_URL_${file}`;
      });
      if (count !== 1) this.error(`Expected one WebAssembly in ${id}, found ${count}.`);
      return { code: smaller, map: null };
    },
  };
}
