import type { MenuItemConstructorOptions } from 'electron';
import type { Act } from '../attention/act.ts';
import type { TrayItem } from '../attention/tray-model.ts';

/** A letter after "&" would become a shortcut. */
const plainLabel = (label: string): string => label.replaceAll('&', '&&');

/** The menu as Electron wants it. */
export function menuTemplate(items: readonly TrayItem[], run: (act: Act) => void): MenuItemConstructorOptions[] {
  return items.map((item): MenuItemConstructorOptions => {
    switch (item.kind) {
      case 'line':
        return { type: 'separator' };
      case 'text':
        return { label: plainLabel(item.label), enabled: false };
      case 'menu':
        return { label: plainLabel(item.label), submenu: menuTemplate(item.items, run) };
      case 'act':
        return {
          label: plainLabel(item.label),
          ...(item.isOn === undefined ? {} : { type: 'checkbox', checked: item.isOn }),
          click: () => run(item.act),
        };
    }
  });
}
