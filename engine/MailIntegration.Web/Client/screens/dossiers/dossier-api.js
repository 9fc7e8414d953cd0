// Dossiers in the HTTP API.
import { http } from '../../api.js';

export const dossiers = {
  list: (query, signal) => http.get('dossiers', query, signal),
  choices: (q, signal) => http.get('dossiers/choices', { q }, signal),
  get: (key, signal) => http.get(`dossiers/${encodeURIComponent(key)}`, {}, signal),
  emails: (key, after, signal) => http.get(`dossiers/${encodeURIComponent(key)}/emails`, { after }, signal),
  add: (name) => http.post('dossiers', { name }),
  rename: (dossier, name) => http.put(`dossiers/${encodeURIComponent(dossier.key)}`, { name, version: dossier.version }),
  remove: (key) => http.remove(`dossiers/${encodeURIComponent(key)}`),
  file: (request) => http.post('dossiers/file', request),
  unfile: (request) => http.post('dossiers/unfile', request),
};
