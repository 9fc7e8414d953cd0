// What the contact's page asks the server; requests, tokens and errors are those of the mail centre.
import { send, url } from '../api.js';

const id = encodeURIComponent;

export const portalApi = {
  conversations: () => send('GET', 'conversations'),
  conversation: (one, signal) => send('GET', `conversations/${id(one)}`, { signal }),
  answer: (one, text, key) => send('POST', `conversations/${id(one)}/answers`, { body: { text, key } }),
  seen: (one) => send('POST', `conversations/${id(one)}/seen`, { body: {} }),
  follow: (one, following) => send('PUT', `conversations/${id(one)}/following`, { body: { following } }),
  askForAll: () => send('POST', 'links', { body: {} }),
  askAgain: () => send('POST', 'link', { body: {} }),
  liveUrl: (one) => url(`conversations/${id(one)}/live`),
  fileUrl: (email, part) => url(`emails/${id(email)}/attachments/${id(part)}`),
};
