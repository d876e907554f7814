/** What a notification or an entry of the tray's menu does. */
export type Act =
  | { kind: 'open-window' }
  | { kind: 'open-session'; sessionId: string }
  | { kind: 'open-build'; buildId: string }
  | { kind: 'hold'; sessionId: string; isOn: boolean }
  | { kind: 'save'; sessionId: string }
  /** Asks first. */
  | { kind: 'end'; sessionId: string }
  | { kind: 'stay'; sessionId: string }
  | { kind: 'reconnect'; sessionId: string; machine: number }
  | { kind: 'rebuild'; buildId: string; withAccess: boolean }
  /** Asks first while there is something to lose. */
  | { kind: 'quit' };
