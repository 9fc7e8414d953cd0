// Reads what people type or paste as recipients: "Anna <anna@example.com>, bob@example.com; ..."

const SHAPE = /^[^\s@<>,;"]+@[^\s@<>,;"]+\.[^\s@<>,;".]{2,}$/u;
const LONGEST = 320;

/** Whether an address can be one; the server decides. International ones are fine. */
export const isAddress = (address) => address.length <= LONGEST && SHAPE.test(address) && !/\.\.|^\.|\.@/.test(address);

/** Mailboxes { name, address } of a text; one that is none keeps its text as the address, so that it can be shown and mended. */
export function readAddresses(text) {
  return split(text).map(readOne).filter((mailbox) => mailbox.address !== '');
}

export const sameAddress = (one, other) => one.address.toLowerCase() === other.address.toLowerCase();

/** "Anna <anna@example.com>", as it is edited and copied. */
export const writeAddress = ({ name, address }) => (name && name !== address ? `${/[,;<>"@]/.test(name) ? `"${name.replace(/"/g, '')}"` : name} <${address}>` : address);

function readOne(part) {
  const match = /^(.*?)\s*<([^<>]*)>$/su.exec(part);
  const name = match ? match[1].trim().replace(/^["'](.*)["']$/su, '$1') : '';
  const address = (match ? match[2] : part).trim().replace(/^mailto:/i, '');
  return { name: name === address ? '' : name, address };
}

// Separators inside quotes belong to a name: "de Vries, Anna" <anna@example.com>. Several bare addresses may stand in a row.
function split(text) {
  const parts = [];
  let part = '';
  let quoted = false;
  for (const character of text) {
    if (character === '"') {
      quoted = !quoted;
    }
    if (!quoted && /[,;\r\n\t]/.test(character)) {
      parts.push(part);
      part = '';
    } else {
      part += character;
    }
  }
  return [...parts, part].map((item) => item.trim()).filter(Boolean).flatMap((item) => {
    const words = item.split(/\s+/);
    return words.length > 1 && words.every(isAddress) ? words : [item];
  });
}
