/** Texts of authority: grants, the lead, keys. */
export const locale = {
  open: {
    heading: 'Your party’s key',
    sealedHelp:
      'Your party keeps its key in this browser. The passphrase opens it in this page; it is not sent anywhere.',
    elsewhereHelp:
      'Your party keeps its key itself, and it is not in this browser. Choose its sealed file; neither it nor the passphrase is sent anywhere.',
    file: 'Sealed key file',
    passphrase: 'Passphrase',
    open: 'Open the key',
    busy: 'Opening …',
    closed: 'The passphrase does not open this key, or the file was altered.',
    form: 'This file is no sealed key.',
    party: 'This key belongs to another party.',
  },
}
