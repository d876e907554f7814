import type { Session } from '../../../main/contract/session.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';

interface PortsViewProps {
  session: Session;
  machine: number;
  isVisible: boolean;
}

export function PortsView({ session }: PortsViewProps) {
  return <EmptyState title={session.title} />;
}
