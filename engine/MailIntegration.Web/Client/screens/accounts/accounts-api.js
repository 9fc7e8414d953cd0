// The part of the HTTP API that is about single accounts.
import { get, post, put, remove } from '../../api.js';

const at = (account) => `accounts/${encodeURIComponent(account)}`;

export const accountsApi = {
  list: () => get('accounts'),
  signIn: (request) => post('accounts/sign-in', request),
  save: (account) => put(at(account.id), account),
  deletion: (account) => get(`${at(account)}/deletion`),
  remove: (account, withMail) => remove(at(account), { withMail: String(withMail) }),
};
