// What narrows a list besides its box: folder, state, attachments, period. Shown as chips that can be taken off.
import { app } from '../../app.js';
import { t } from '../../i18n.js';
import { button } from '../../lib/controls.js';
import { h } from '../../lib/dom.js';
import { calendarDay } from '../../lib/format.js';
import { selectField, switchField, textField } from '../../lib/form.js';
import { icon } from '../../lib/icons.js';
import { openPopover } from '../../lib/popover.js';
import { router } from '../../router.js';

const BOXES = ['inbox', 'sent', 'spam', 'archive', 'deleted', 'all', 'unread', 'mine', 'unassigned'];

/** Chips for what is set; each link takes its filter off. */
export function filterChips(route) {
  const { query, box } = route;
  const texts = {
    q: query.q && t('filter.chipSearch', { text: query.q }),
    address: query.address && query.q && app.address(query.address)?.email,
    team: query.team && (query.q || query.address) && app.team(query.team)?.name,
    tag: query.tag && (query.q || query.team) && query.tag,
    state: query.state && t(`state.${query.state === 'done' ? 'done' : 'open'}`),
    attachments: query.attachments === '1' && t('filter.attachments'),
    from: query.from && t('filter.chipFrom', { date: safeDay(query.from) }),
    until: query.until && t('filter.chipUntil', { date: safeDay(query.until) }),
  };
  return Object.entries(texts).filter(([, text]) => text).map(([name, text]) => h('a', {
    class: 'mc-filter-chip', href: router.listHref({ ...query, [name]: null }, name === 'q' && box === 'all' ? 'inbox' : box), 'aria-label': t('filter.remove', { text }),
  }, h('span', { dir: 'auto' }, text), icon('close')));
}

/** Opens the form with all filters. */
export function openFilters(anchor, route) {
  const { query, box } = route;
  openPopover(anchor, (close) => h('form', {
    class: 'mc-filter-form',
    onsubmit: (event) => {
      event.preventDefault();
      const data = new FormData(event.currentTarget);
      close();
      router.open(router.listHref({
        ...query, state: data.get('state'), attachments: data.get('attachments') ? '1' : null, from: data.get('from'), until: data.get('until'),
      }, data.get('box')));
    },
  },
  selectField({ name: 'box', label: t('filter.box'), value: box, options: BOXES.map((value) => ({ value, label: t(`box.${value}`) })) }),
  selectField({
    name: 'state', label: t('filter.state'), value: query.state ?? '', options: [
      { value: '', label: t('filter.any') }, { value: 'open', label: t('state.open') }, { value: 'done', label: t('state.done') },
    ],
  }),
  h('div', { class: 'mc-field-row' },
    textField({ name: 'from', type: 'date', label: t('filter.from'), value: query.from ?? '' }),
    textField({ name: 'until', type: 'date', label: t('filter.until'), value: query.until ?? '' })),
  switchField({ name: 'attachments', label: t('filter.attachments'), checked: query.attachments === '1' }),
  h('div', { class: 'mc-form-actions' },
    button(t('filter.clear'), () => {
      close();
      router.go('inbox');
    }, { kind: 'quiet' }),
    h('button', { class: 'mc-button mc-button-primary', type: 'submit' }, t('filter.apply')))), { align: 'end', label: t('filter.title'), className: 'mc-popover-form' });
}

const safeDay = (text) => (/^\d{4}-\d{2}-\d{2}$/.test(text) ? calendarDay(text) : text);
