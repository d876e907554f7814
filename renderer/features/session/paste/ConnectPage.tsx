import { connectMachine } from '../../../state/machine-actions.ts';
import { Card, Page } from '../../../ui/Page.tsx';
import { PasteBox } from './PasteBox.tsx';

/** A machine that no account knows of: from whatever text says how to reach it. */
export function ConnectPage() {
  return (
    <Page title="Connect to a machine" region="connect">
      <Card
        title="Paste what you have"
        text="An ssh command in any form, a tmate or upterm line, an address with port, user and password, a vnc:// or rdp:// address, or the text of an .rdp file."
      >
        <PasteBox
          label="Pasted text"
          hint="It is read and shown as a form first. Nothing connects before you say so."
          example="ssh -p 2222 builder@203.0.113.7"
          startsFocused
          onConnect={connectMachine}
        />
      </Card>
    </Page>
  );
}
