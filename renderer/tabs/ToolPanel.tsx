import { lazy, Suspense } from 'react';
import type { Session } from '../../main/contract/session.ts';
import type { ToolTab } from './tab.ts';

// The list of builds does not wait for what only sessions need.
const tools = {
  environment: lazy(async () => ({
    default: (await import('../features/environment/EnvironmentView.tsx')).EnvironmentView,
  })),
  ports: lazy(async () => ({ default: (await import('../features/ports/PortsView.tsx')).PortsView })),
  steps: lazy(async () => ({ default: (await import('../features/steps/StepsView.tsx')).StepsView })),
};

/** Shows a tool for a machine. */
export function ToolPanel({ session, tab, isVisible }: { session: Session; tab: ToolTab; isVisible: boolean }) {
  const View = tools[tab.tool];
  return (
    <Suspense fallback={null}>
      <View session={session} machine={tab.machine} isVisible={isVisible} />
    </Suspense>
  );
}
