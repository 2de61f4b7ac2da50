/** What each command of package.json does, once everything is installed. */
const [task] = process.argv.slice(2);
console.error(`warroom: no such command: ${task}`);
process.exit(2);
