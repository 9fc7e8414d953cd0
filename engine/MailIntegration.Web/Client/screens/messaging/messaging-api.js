// The part of the HTTP API behind the messaging centre.
import { get, post, put, remove, url } from '../../api.js';

const id = encodeURIComponent;

export const messaging = {
  templates: (signal) => get('templates', {}, signal),
  template: (template, signal) => get(`templates/${id(template)}`, {}, signal),
  addTemplate: (content) => post('templates', { content, publish: false }),
  saveTemplate: (template, change) => put(`templates/${id(template)}`, change),
  switchTemplate: (template, isOn) => post(`templates/${id(template)}/switch`, { isOn }),
  deleteTemplate: (template) => remove(`templates/${id(template)}`),
  discardTemplate: (template, stamp) => post(`templates/${id(template)}/discard`, { stamp }),
  templateVersions: (template, signal) => get(`templates/${id(template)}/versions`, {}, signal),
  rollBackTemplate: (template, version) => post(`templates/${id(template)}/roll-back`, version),
  templatePreview: (template, query, signal) => get(`templates/${id(template)}/preview`, query, signal),
  templateBodyUrl: (template, query) => url(`templates/${id(template)}/preview/body`, query),
  testTemplate: (template, query) => post(`templates/${id(template)}/test`, undefined, query),
  automations: (signal) => get('messaging/automations', {}, signal),
  switchAutomation: (use, isOn) => post(`messaging/automations/${id(use.source)}/${id(use.id)}/switch`, { isOn }),
  journal: (section, query, signal) => get(`journal/${section}`, query, signal),
  journalRow: (section, row, signal) => get(`journal/${section}/${id(row)}`, {}, signal),
  journalCsvUrl: (section, query) => url(`journal/${section}.csv`, query),
  messagingSettings: (signal) => get('messaging/settings', {}, signal),
  saveMessagingSettings: (settings) => put('messaging/settings', settings),
};
