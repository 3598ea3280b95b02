// `node answers.mjs http://127.0.0.1:4000/health/ready`: what a container's health check asks, since the images hold no curl.
const [address] = process.argv.slice(2);
const answer = await fetch(address, { signal: AbortSignal.timeout(4000) }).catch((error) => ({ ok: false, status: error.message }));
if (!answer.ok) console.error(`${address}: ${answer.status}`);
process.exit(answer.ok ? 0 : 1);
