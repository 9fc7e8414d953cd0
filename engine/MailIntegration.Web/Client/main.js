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
import './screens/messenger/messenger-screen.js';
import './screens/tickets/tickets-screen.js';
import './screens/tasks/tasks-screen.js';
import './shell/mail-centre.js';
