import type { Session } from '../../../main/contract/session.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';

interface EnvironmentViewProps {
  session: Session;
  machine: number;
  isVisible: boolean;
}

export function EnvironmentView({ session }: EnvironmentViewProps) {
  return <EmptyState title={session.title} />;
}
