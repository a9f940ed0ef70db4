/* Registers /sw.js once the page is complete, unless the visitor saves data. js/kept.js tells it what to keep. */
const register = () => navigator.serviceWorker.register("/sw.js").catch(() => {}); // storage is off
const isWanted = "serviceWorker" in navigator && !navigator.connection?.saveData;
if (isWanted) addEventListener("load", () => (window.requestIdleCallback ?? setTimeout)(register));
