/** Loaded into every Node process of the editor's server. */
require('./guard.cjs');
require('./spdlog.cjs');
