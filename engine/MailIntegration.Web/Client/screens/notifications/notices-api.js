// The part of the HTTP API behind notifications.
import { get, post, put } from '../../api.js';

export const notices = {
  list: (after, signal) => get('notices', { after }, signal),
  /** Without ids all of them. */
  markRead: (ids) => post('notices/read', { ids: ids ?? null }),
  settings: (signal) => get('session/notifications', {}, signal),
  saveSettings: (settings) => put('session/notifications', settings),
  policies: (signal) => get('messaging/notices', {}, signal),
  savePolicies: (body) => put('messaging/notices', body),
};
