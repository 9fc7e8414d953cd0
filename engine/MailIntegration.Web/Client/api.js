// The HTTP API. Everything that talks to the server goes through here.

/** A refused or failed request: HTTP status, reason { code, args } and, for forms, errors per field. */
export class ApiError extends Error {
  constructor(status, problem) {
    super(problem?.detail || problem?.title || `HTTP ${status}`);
    this.name = 'ApiError';
    this.status = status;
    this.reason = { code: problem?.code ?? fallbackCode(status), args: problem?.args ?? {} };
    this.errors = problem?.errors ?? {};
  }
}

const fallbackCode = (status) => ({
  0: 'offline', 400: 'invalid', 401: 'signed-out', 403: 'forbidden', 404: 'not-found', 409: 'conflict', 413: 'too-large', 429: 'busy',
}[status] ?? 'server-error');

/** Fires `signed-out` when a request finds the session ended. */
export const apiEvents = new EventTarget();

let root = '/mail/api';
let token = '';

/** Sets the mount path of the mail centre. */
export function setBase(base) {
  root = `${base}/api`;
}

/** The address of an API resource, for links, frames and downloads. */
export function url(path, query) {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== null && value !== undefined && value !== '' && value !== false) {
      search.set(name, value === true ? '1' : value);
    }
  }
  const text = search.toString();
  return `${root}/${path}${text ? `?${text}` : ''}`;
}

const id = encodeURIComponent;

export async function send(method, path, options = {}) {
  const response = await request(method, path, options);
  return response.status === 204 ? null : readJson(response);
}

/** The answer of a request that went well. */
async function request(method, path, { query, body, signal, retried, keepalive } = {}) {
  const headers = { Accept: 'application/json' };
  if (method !== 'GET') {
    headers['X-CSRF-TOKEN'] = token;
  }
  if (body !== undefined) {
    headers['Content-Type'] = 'application/json';
  }
  let response;
  try {
    response = await fetch(url(path, query), {
      method, headers, signal, keepalive, credentials: 'same-origin', body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (error) {
    throw error.name === 'AbortError' ? error : new ApiError(0);
  }
  if (response.ok) {
    return response;
  }
  const problem = await readJson(response);
  // The token belongs to a sign-in that may have been renewed in another tab: fetch it anew, once.
  if (response.status === 400 && problem?.code === 'antiforgery' && !retried) {
    await api.session();
    return request(method, path, { query, body, signal, keepalive, retried: true });
  }
  const error = new ApiError(response.status, problem);
  if (error.status === 401) {
    apiEvents.dispatchEvent(new CustomEvent('signed-out', { detail: error }));
  }
  throw error;
}

/**
 * Sends one file with its progress, which fetch does not tell; `onprogress(sent, total)`. Rejects as the other requests do.
 */
export function upload(address, file, { onprogress, signal }, retried = false) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', address);
    request.setRequestHeader('Accept', 'application/json');
    request.setRequestHeader('X-CSRF-TOKEN', token);
    request.setRequestHeader('Content-Type', file.type || 'application/octet-stream');
    request.upload.onprogress = ({ loaded, total }) => onprogress(loaded, total);
    request.onerror = () => reject(new ApiError(0));
    request.onabort = () => reject(new DOMException('Given up', 'AbortError'));
    request.onload = () => {
      const answer = parse(request.responseText);
      if (request.status < 300) {
        resolve(answer);
      } else if (request.status === 400 && answer?.code === 'antiforgery' && !retried) {
        api.session().then(() => upload(address, file, { onprogress, signal }, true)).then(resolve, reject);
      } else {
        reject(new ApiError(request.status, answer));
      }
    };
    signal?.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
}

async function readJson(response) {
  return parse(await response.text());
}

function parse(text) {
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null; // A proxy's HTML page; the status still tells what happened.
  }
}

/** Posts, and hands on each line of JSON of the answer. */
async function lines(path, body, online, signal) {
  const response = await request('POST', path, { body, signal });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const whole = (rest + part.value).split('\n');
    rest = whole.pop();
    whole.filter(Boolean).map(parse).filter(Boolean).forEach(online);
  }
}

export const get = (path, query, signal) => send('GET', path, { query, signal });
export const post = (path, body, query) => send('POST', path, { body, query });
export const put = (path, body) => send('PUT', path, { body });
export const remove = (path, query) => send('DELETE', path, { query });

/** For parts of the API that live beside their screens. */
export const http = { get, post, put, remove };

export const api = {
  async session() {
    const session = await get('session');
    token = session.antiforgeryToken;
    return session;
  },
  /** For the sign-out form, which is an ordinary post. */
  antiforgeryToken: () => token,
  setCulture: (culture) => put('session/culture', { culture }),
  people: () => get('people'),
  createSignInLink: (member) => post(`people/${id(member)}/sign-in-link`),

  settings: () => get('settings'),
  saveSettings: (settings) => put('settings', settings),

  channels: () => get('channels'),
  startConsent: (request) => post('channels/microsoft365/consent', request),
  googleScopes: () => get('channels/google/scopes'),
  addGoogle: (channel) => post('channels/google', channel),
  addMicrosoft365: (channel) => post('channels/microsoft365', channel),
  saveChannel: (channel) => put(`channels/${id(channel.id)}`, channel),
  /** Checks a connection; `online` gets each line of the answer as soon as it is there. */
  check: (channel, addressId, online, signal) => lines(`channels/${id(channel)}/check`, { addressId }, online, signal),
  reconnect: (channel) => post(`channels/${id(channel)}/reconnect`),
  channelDeletion: (channel) => get(`channels/${id(channel)}/deletion`),
  deleteChannel: (channel, withMail) => remove(`channels/${id(channel)}`, { withMail: String(withMail) }),
  mailboxes: (channel, search, signal) => get(`channels/${id(channel)}/mailboxes`, { search }, signal),

  addresses: (channelId) => get('addresses', { channelId }),
  addAddress: (address) => post('addresses', address),
  saveAddress: (address) => put(`addresses/${id(address.id)}`, address),
  addressDeletion: (address) => get(`addresses/${id(address)}/deletion`),
  deleteAddress: (address, withMail) => remove(`addresses/${id(address)}`, { withMail: String(withMail) }),
  backfill: (address, from) => post(`addresses/${id(address)}/backfill`, { from }),
  cancelBackfill: (address) => remove(`addresses/${id(address)}/backfill`),
  ledger: (address, signal) => get(`addresses/${id(address)}/ledger`, {}, signal),
  ledgerDay: (address, day, after, signal) => get(`addresses/${id(address)}/ledger/${id(day)}`, { after }, signal),
  checkLedger: (address) => post(`addresses/${id(address)}/ledger/check`),

  refresh: (addressId) => post('sync', addressId ? { addressId } : {}),
  runs: () => get('sync'),
  cancelRun: (address) => remove(`sync/${id(address)}`),

  counts: () => get('counts'),
  conversations: (query, signal) => get('conversations', query, signal),
  conversation: (conversation, signal) => get(`conversations/${id(conversation)}`, {}, signal),
  email: (email, signal) => get(`emails/${id(email)}`, {}, signal),
  bodyUrl: (email, query) => url(`emails/${id(email)}/body`, query),
  attachmentUrl: (email, part, query) => url(`emails/${id(email)}/attachments/${id(part)}`, query),
  rawUrl: (email, address) => url(`emails/${id(email)}/raw`, { address }),
  setRead: (change) => post('emails/read', change),
  setState: (change) => post('emails/state', change),
  changeConversations: (change) => post('conversations/change', change),
  tags: () => get('tags'),

  senders: (conversationId, signal) => get('senders', { conversationId }, signal),
  recipients: (q, signal) => get('recipients', { q }, signal),
  suppressedRecipients: (addresses) => get('recipients/suppressed', { addresses: addresses.join(',') }),
  createDraft: (request) => post('drafts', request),
  drafts: (after, signal) => get('drafts', { after }, signal),
  draft: (draft, signal) => get(`drafts/${id(draft)}`, {}, signal),
  draftsOf: (conversation, signal) => get(`conversations/${id(conversation)}/drafts`, {}, signal),
  saveDraft: (draft, fields) => put(`drafts/${id(draft)}`, fields),
  deleteDraft: (draft) => remove(`drafts/${id(draft)}`),
  uploadUrl: (draft, fileName, inline) => url(`drafts/${id(draft)}/attachments`, { fileName, inline }),
  draftAttachmentUrl: (draft, attachment) => url(`drafts/${id(draft)}/attachments/${id(attachment)}`),
  deleteAttachment: (draft, attachment) => remove(`drafts/${id(draft)}/attachments/${id(attachment)}`),
  sendDraft: (draft, request) => post(`drafts/${id(draft)}/send`, request),
  outbox: (query, signal) => get('outbox', query, signal),
  outboxOf: (conversation, signal) => get(`conversations/${id(conversation)}/outbox`, {}, signal),
  undoSend: (entry) => post(`outbox/${id(entry)}/undo`),
  retrySend: (entry) => post(`outbox/${id(entry)}/retry`),
  settleSend: (entry) => post(`outbox/${id(entry)}/settle`),
  deleteSend: (entry) => remove(`outbox/${id(entry)}`),

  snippets: (signal) => get('snippets', {}, signal),
  saveSnippet: (snippet) => (snippet.id ? put(`snippets/${id(snippet.id)}`, snippet) : post('snippets', snippet)),
  deleteSnippet: (snippet) => remove(`snippets/${id(snippet)}`),
  previewSignature: (address, request, signal) => send('POST', `addresses/${id(address)}/signature-preview`, { body: request, signal }),

  unprocessed: (query, signal) => get('unprocessed', query, signal),
  retryUnprocessed: (request) => post('unprocessed/retry', request),
  unprocessedRawUrl: (key) => url(`unprocessed/${id(key)}/raw`),

  savePreferences: (preferences) => put('session/preferences', preferences),
  messages: (conversation, signal) => get(`conversations/${id(conversation)}/messages`, {}, signal),
  postMessage: (conversation, message) => post(`conversations/${id(conversation)}/messages`, message),
  editMessage: (conversation, message, change) => put(`conversations/${id(conversation)}/messages/${id(message)}`, change),
  deleteMessage: (conversation, message) => remove(`conversations/${id(conversation)}/messages/${id(message)}`),
  markSeen: (conversation, seen) => post(`conversations/${id(conversation)}/seen`, seen),
  follow: (conversation, following) => put(`conversations/${id(conversation)}/following`, { following }),
  showPresence: (conversation, composing) => post(`conversations/${id(conversation)}/presence`, { composing }),
  /** Goes through even when the page is being closed. */
  endPresence: (conversation) => send('DELETE', `conversations/${id(conversation)}/presence`, { keepalive: true }),
  messenger: (query, signal) => get('messenger', query, signal),

  tickets: (query, signal) => get('tickets', query, signal),
  ticket: (number) => get(`tickets/${id(number)}`),
  openTicket: (conversation) => post(`conversations/${id(conversation)}/ticket`, {}),
  saveTicket: (ticket) => put(`tickets/${id(ticket.number)}`, ticket),
  changeTickets: (change) => post('tickets/change', change),
  tasks: (query, signal) => get('tasks', query, signal),
  addTask: (task) => post('tasks', task),
  saveTask: (task) => put(`tasks/${id(task.id)}`, task),
  deleteTask: (task) => remove(`tasks/${id(task)}`),
  changeTasks: (change) => post('tasks/change', change),

  liveUrl: () => url('live'),
};
