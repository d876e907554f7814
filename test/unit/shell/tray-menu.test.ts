import type { MenuItemConstructorOptions } from 'electron';
import { expect, it } from 'vitest';
import type { Act } from '../../../main/attention/act.ts';
import { menuTemplate } from '../../../main/shell/tray-menu.ts';
import { withoutMarkup } from '../../../main/shell/without-markup.ts';

it('a menu has its titles as they are, and does what its entries say', () => {
  const done: Act[] = [];
  const template = menuTemplate(
    [
      { kind: 'menu', label: 'R&D #1', items: [{ kind: 'act', label: 'Open', act: { kind: 'open-window' } }] },
      { kind: 'line' },
      { kind: 'text', label: 'Failed & gone' },
      { kind: 'act', label: 'Hold', isOn: true, act: { kind: 'hold', sessionId: 'a', isOn: false } },
    ],
    (act) => done.push(act),
  );
  expect(template).toMatchObject([
    { label: 'R&&D #1', submenu: [{ label: 'Open' }] },
    { type: 'separator' },
    { label: 'Failed && gone', enabled: false },
    { label: 'Hold', type: 'checkbox', checked: true },
  ]);
  // Nothing of the press is needed.
  const press = ({ click }: MenuItemConstructorOptions): void => {
    if (click !== undefined) Reflect.apply(click, undefined, []);
  };
  for (const item of template) press(item);
  expect(done).toEqual([{ kind: 'hold', sessionId: 'a', isOn: false }]);
});

it('what a service says is no markup for a notification', () => {
  expect(withoutMarkup('a < b <a href="http://x">click</a> & c')).not.toMatch(/[<>]/);
  expect(withoutMarkup('plain #1')).toBe('plain #1');
});
