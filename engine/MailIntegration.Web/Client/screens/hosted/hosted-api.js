// The API of forwarding addresses.
import { get, post, put, remove } from '../../api.js';

const id = encodeURIComponent;

export const hostedApi = {
  inboundDomain: () => get('hosted/domain'),
  setInboundDomain: (domain) => put('hosted/domain', { domain }),
  renewInboundSecret: () => post('hosted/domain/secret'),
  testInboundDomain: () => post('hosted/domain/test'),
  previewHosted: (request) => post('hosted/preview', request),
  connectHosted: (address) => post('hosted/addresses', address),
  hosted: (address, signal) => get(`hosted/addresses/${id(address)}`, {}, signal),
  saveHostedRules: (address, request) => put(`hosted/addresses/${id(address)}/rules`, request),
  renewHostedSecret: (address) => post(`hosted/addresses/${id(address)}/secret`),
  connectSenderDomain: (request) => post('hosted/sender-domains', request),
  senderDomain: (domain, signal) => get(`hosted/sender-domains/${id(domain)}`, {}, signal),
  forgetSenderDomain: (domain) => remove(`hosted/sender-domains/${id(domain)}`),
  checkSenderDomain: (domain) => post(`hosted/sender-domains/${id(domain)}/check`),
  arrivals: (query, signal) => get('hosted/arrivals', query, signal),
  releaseArrivals: (ids) => post('hosted/arrivals/release', { ids }),
  discardArrivals: (ids) => post('hosted/arrivals/discard', { ids }),
};
