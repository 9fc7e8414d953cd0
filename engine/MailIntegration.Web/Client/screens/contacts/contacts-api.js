// The part of the HTTP API that is about contacts, and about mail that waits for one.
import { get, post, put, remove } from '../../api.js';

const id = encodeURIComponent;

export const contactsApi = {
  contacts: (query, signal) => get('contacts', query, signal),
  contact: (contact) => get(`contacts/${id(contact)}`),
  saveContact: (contact) => (contact.id ? put(`contacts/${id(contact.id)}`, contact) : post('contacts', contact)),
  releaseContact: (contact) => post(`contacts/${id(contact)}/release`, {}),
  deleteContact: (contact) => remove(`contacts/${id(contact)}`),

  unprocessedPreview: (key, signal) => get(`unprocessed/${id(key)}/preview`, {}, signal),
  addUnprocessedContacts: (keys) => post('unprocessed/contacts', { keys }),
  ignoreUnprocessed: (keys) => post('unprocessed/ignore', { keys }),
};
