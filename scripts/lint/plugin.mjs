// Lint rules of our own, loaded by oxlint (see .oxlintrc.json).
import { builtinModules } from 'node:module';
import { dirname, relative, resolve, sep } from 'node:path';
import { judgeImport, judgePlace } from './judge-import.mjs';

/** The names a declaration brings in as values; `*` for all of a module, none when it is about types only. */
function valuesOf(node, kind) {
  if (node[kind] === 'type') return [];
  if (node.specifiers.length === 0) return ['*'];
  return node.specifiers
    .filter((specifier) => specifier[kind] !== 'type')
    .map((specifier) => (specifier.imported ?? specifier.local)?.name ?? '*');
}

const importTable = {
  meta: { type: 'problem', docs: { description: 'Imports keep to the table in import-table.mjs.' } },
  create(context) {
    const folder = dirname(context.filename);
    const toHouse = (path) => relative(context.cwd, path).split(sep).join('/');
    const from = toHouse(context.filename);

    function judge(node, values) {
      if (node?.type !== 'Literal' || typeof node.value !== 'string') return;
      const specifier = node.value.replace(/\?.*$/, '');
      const isRelative = specifier.startsWith('.');
      const target = isRelative ? toHouse(resolve(folder, specifier)) : specifier;
      const message = judgeImport({ from, target, isRelative, values, builtinModules });
      if (message !== undefined) context.report({ node, message });
    }

    return {
      Program(node) {
        const message = judgePlace(from);
        if (message !== undefined) context.report({ node, message });
      },
      ImportDeclaration: (node) => judge(node.source, valuesOf(node, 'importKind')),
      ExportNamedDeclaration: (node) => judge(node.source, valuesOf(node, 'exportKind')),
      ExportAllDeclaration: (node) => judge(node.source, node.exportKind === 'type' ? [] : ['*']),
      ImportExpression: (node) => judge(node.source, ['*']),
      TSImportType: (node) => judge(node.source ?? node.argument, []),
    };
  },
};

export default { meta: { name: 'jumpseat' }, rules: { 'import-table': importTable } };
