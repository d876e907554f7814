import { StepsAside } from './features/steps/StepsAside.tsx';
import { PortsAside } from './features/ports/PortsAside.tsx';
import { SalvageAside } from './features/salvage/SalvageAside.tsx';
import { SalvageEnd } from './features/salvage/SalvageEnd.tsx';
import { SalvageNotices } from './features/salvage/SalvageNotices.tsx';
import type { SessionPartProps, SessionParts } from './features/session/session-parts.ts';

function Notices(props: SessionPartProps) {
  return <SalvageNotices {...props} />;
}

function Failure(props: SessionPartProps) {
  return <StepsAside {...props} />;
}

function Aside(props: SessionPartProps) {
  return (
    <>
      <SalvageAside {...props} />
      <PortsAside {...props} />
    </>
  );
}

function End(props: SessionPartProps) {
  return <SalvageEnd {...props} />;
}

/** What other features add to the page of a session. */
export const sessionParts: SessionParts = { Notices, Failure, Aside, End };
