// What every screen needs to know: who is here, who works here, addresses, numbers, running syncs.
import { api } from './api.js';
import { argumentTexts } from './i18n.js';
import { limitSize, listOf } from './lib/format.js';
import { live } from './live.js';
import { debounce } from './lib/view.js';

class App extends EventTarget {
  base = '/mail';
  session = null;
  members = [];
  teams = [];
  roles = [];
  addresses = [];
  tags = [];
  counts = { notices: 0, drafts: 0, outbox: 0, outboxProblems: 0, unreadInbox: 0, unreadSpam: 0, unprocessed: 0, unreadByAddress: {}, unreadByTeam: {}, cap: 1000 };
  runs = new Map();
  isLive = true;

  /** Fetches all of it; called at the start and after missed events. */
  async load() {
    const [people, addresses, tags, counts, sync] = await Promise.all([
      api.people(), api.addresses(), api.tags(), api.counts(), api.runs(),
    ]);
    this.#setPeople(people);
    this.addresses = addresses;
    this.tags = tags;
    this.counts = counts;
    this.runs = new Map(sync.runs.map((run) => [run.addressId, run]));
    ['people', 'addresses', 'tags', 'counts', 'sync'].forEach((name) => this.#changed(name));
  }

  listen() {
    live.addEventListener('counts', ({ detail }) => this.setCounts(detail));
    live.addEventListener('sync', ({ detail }) => this.setRun(detail));
    live.addEventListener('channels', () => this.reloadAddresses());
    live.addEventListener('state', ({ detail }) => this.#setLive(detail));
    live.addEventListener('resync', () => this.load().catch(() => this.#setLive(false)));
  }

  get can() {
    return this.session?.permissions ?? {};
  }

  member(id) {
    return this.members.find((member) => member.id === id) ?? null;
  }

  address(id) {
    return this.addresses.find((address) => address.id === id) ?? null;
  }

  team(id) {
    return this.teams.find((team) => team.id === id) ?? null;
  }

  /** The teams by whose mail the member can narrow his lists: his own ones that have addresses; for managers all. */
  get mailTeams() {
    return this.teams.filter((team) => team.id in this.counts.unreadByTeam).sort((a, b) => a.name.localeCompare(b.name));
  }

  setCounts(counts) {
    this.counts = counts;
    this.#changed('counts');
  }

  setRun(run) {
    this.runs.set(run.addressId, run);
    this.#changed('sync');
    if (run.finishedAt) {
      this.reloadAddresses();
    }
  }

  /** Adds tags that a member has just invented. */
  addTags(tags) {
    const missing = tags.filter((tag) => !this.tags.includes(tag));
    if (missing.length > 0) {
      this.tags = [...this.tags, ...missing].sort((a, b) => a.localeCompare(b));
      this.#changed('tags');
    }
  }

  /** Starts a fetch now, for one address or all, and shows its runs at once. */
  async refresh(addressId) {
    const { runs } = await api.refresh(addressId);
    runs.forEach((run) => this.runs.set(run.addressId, run));
    this.#changed('sync');
    return runs;
  }

  reloadCounts = debounce(async () => {
    await quietly(async () => this.setCounts(await api.counts()));
  }, 300);

  reloadAddresses = debounce(async () => {
    await quietly(async () => {
      const [addresses, counts] = await Promise.all([api.addresses(), api.counts()]); // Links decide which teams have mail.
      this.addresses = addresses;
      this.#changed('addresses');
      this.setCounts(counts);
    });
  }, 300);

  async reloadPeople() {
    this.#setPeople(await api.people());
    this.#changed('people');
  }

  #setPeople(people) {
    this.members = people.members;
    this.teams = people.teams;
    this.roles = people.roles;
  }

  #setLive(isLive) {
    if (this.isLive !== isLive) {
      this.isLive = isLive;
      this.#changed('live');
    }
  }

  #changed(name) {
    this.dispatchEvent(new CustomEvent(name));
  }
}

export const app = new App();

// Explanations name members by their ids.
argumentTexts.member = (id) => app.member(id)?.name ?? id;
argumentTexts.members = (ids) => listOf(String(ids).split(',').filter(Boolean).map((id) => app.member(id)?.name ?? id));

// Sizes are bytes in the API.
argumentTexts.limit = (value) => limitSize(Number(value));

/** Background refreshes that fail are repeated by the next event; they must not disturb anybody. */
async function quietly(work) {
  try {
    await work();
  } catch (error) {
    console.warn('Background refresh failed', error);
  }
}
