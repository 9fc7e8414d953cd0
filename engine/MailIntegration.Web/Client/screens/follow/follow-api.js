// What a member follows, in the HTTP API.
import { get, put } from '../../api.js';

const path = ({ kind, id }) => `follows/${kind}/${encodeURIComponent(id)}`;

export const follows = {
  list: (signal) => get('follows', {}, signal),
  get: (target, signal) => get(path(target), {}, signal),
  set: (target, following) => put(path(target), { following }),
};
