// The HTTP calls by which mail is put into other conversations, and tried out.
import { send } from '../../api.js';

const post = (path, body, signal) => send('POST', path, { body, signal });
const id = encodeURIComponent;

export const calls = {
  merge: (intoId, conversationIds) => post('conversations/merge', { intoId, conversationIds }),
  split: (conversation, emailId) => post(`conversations/${id(conversation)}/split`, { emailId }),
  move: (emailIds, conversationId) => post('conversations/move', { emailIds, conversationId }),
  answer: (conversation, conversationId, accept) => post(`conversations/${id(conversation)}/suggestion`, { conversationId, accept }),
  setSender: (email, sender) => send('PUT', `emails/${id(email)}/sender`, { body: sender }),
  tryMail: (request, signal) => post('try-out/mail', request, signal),
  replayMail: (request, signal) => post('try-out/replay', request, signal),
};
