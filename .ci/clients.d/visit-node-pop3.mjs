// visit-node-pop3 HOST PORT USER PASSWORD FOLDER keep|delete: what is new goes into FOLDER/got, by the unique-ids in
// FOLDER/seen. Runs beside the node_modules of package.json.
import fs from 'node:fs';
import path from 'node:path';
import Pop3Command from 'node-pop3';

// RETR of the library makes a string of the octets, its stream leaves them as they are, the dots of POP3 too; the last
// line's end is there or not by how the network has cut the reply, which only the size of LIST can tell.
function message(chunks, size) {
  const octets = Buffer.concat(chunks).toString('latin1').replace(/(^|\r\n)\.\./g, '$1.');
  return Buffer.from(octets.length === size - 2 ? octets + '\r\n' : octets, 'latin1');
}

const [host, port, user, password, folder, mode] = process.argv.slice(2);
const seen = path.join(folder, 'seen');
const old = fs.existsSync(seen) ? fs.readFileSync(seen, 'utf8').split('\n') : [];
const client = new Pop3Command({host, port: Number(port), user, password, timeout: 60000});
try {
  const uids = await client.UIDL();
  const sizes = new Map(await client.LIST());
  for (const [number, uid] of uids) {
    if (!old.includes(uid)) {
      const [, stream] = await client.command('RETR', number);
      const octets = message(await stream.toArray(), Number(sizes.get(number)));
      fs.writeFileSync(path.join(folder, 'got', number), octets);
    }
    if (mode === 'delete') {
      await client.DELE(number);
    }
  }
  await client.QUIT();
  fs.writeFileSync(seen, uids.map(([, uid]) => uid + '\n').join(''));
} catch (refusal) {
  console.log(refusal.message);
  process.exit(/\[IN-USE\]/.test(refusal.message) ? 75 : /\[AUTH\]/.test(refusal.message) ? 77 : 1);
}
