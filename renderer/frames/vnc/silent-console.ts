/**
 * noVNC writes what a server does wrong to the console, each time, and the console of a page is carried to the main
 * process. It takes these two methods when it is loaded, so this has to be imported before it.
 */
for (const name of ['warn', 'error'] as const) console[name] = () => {};
