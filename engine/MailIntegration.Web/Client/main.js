// Entry of the mail centre: the page holds <mail-centre data-base data-version lang> and loads this module.
import './shell/app-header.js';
import './shell/app-sidebar.js';
import './shell/sync-indicator.js';
import './screens/mail/mail-screen.js';
import './screens/unprocessed/unprocessed-screen.js';
import './screens/channels/channels-screen.js';
import './screens/channels/channel-screen.js';
import './screens/address/address-screen.js';
import './screens/settings/settings-screen.js';
import './screens/team/team-screen.js';
import './screens/write/drafts-screen.js';
import './screens/write/outbox-screen.js';
import './screens/write/snippets-screen.js';
import './screens/write/compose-dock.js';
import './shell/mail-centre.js';
