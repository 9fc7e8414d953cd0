// Rules in the HTTP API.
import { http } from '../../api.js';

const id = encodeURIComponent;

export const rulesApi = {
  rules: (signal) => http.get('rules', {}, signal),
  saveRule: (rule) => (rule.id ? http.put(`rules/${id(rule.id)}`, rule) : http.post('rules', rule)),
  deleteRule: (rule, version) => http.remove(`rules/${id(rule)}?version=${version}`),
  switchRule: (rule, isEnabled, version) => http.post(`rules/${id(rule)}/switch`, { isEnabled, version }),
  orderRules: (ids, version) => http.post('rules/order', { ids, version }),
  tryRule: (rule) => http.post('rules/dry-run', rule),
  ruleRuns: (rule) => http.get(`rules/${id(rule)}/runs`, {}),
};
