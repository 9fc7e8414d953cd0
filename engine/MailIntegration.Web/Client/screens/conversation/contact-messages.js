// What the server is asked about messages to contacts on their page.
import { send } from '../../api.js';

const path = (conversation) => `conversations/${encodeURIComponent(conversation)}/contact-messages`;

/** { readers: [{ contactId, name, address, problem }], from, problem, delaySeconds }; no readers where nobody can be written to. */
export const messageBox = (conversation, signal) => send('GET', path(conversation), { signal });

export const postMessage = (conversation, body) => send('POST', path(conversation), { body });
