import type { Session } from '../../../main/contract/session.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';

interface StepsViewProps {
  session: Session;
  machine: number;
  isVisible: boolean;
}

export function StepsView({ session }: StepsViewProps) {
  return <EmptyState title={session.title} />;
}
