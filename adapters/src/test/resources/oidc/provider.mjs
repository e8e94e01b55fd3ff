// An OpenID provider on loopback: provider.mjs PORT. Its keys are new at each start. A client gets a token by its credentials;
// the resource that it asks for says in which form.
import { generateKeyPairSync } from 'node:crypto'
import Provider from 'oidc-provider'

const port = Number(process.argv[2])
const issuer = `http://127.0.0.1:${port}`

function key(alg, type, options) {
  const pair = generateKeyPairSync(type, options)
  const kid = `${alg}-${Date.now()}`
  return { ...pair.privateKey.export({ format: 'jwk' }), alg, kid, use: 'sig' }
}

const keys = [
  key('RS256', 'rsa', { modulusLength: 2048 }),
  key('PS256', 'rsa', { modulusLength: 2048 }),
  key('ES256', 'ec', { namedCurve: 'P-256' }),
  key('EdDSA', 'ed25519', {}),
]

const provider = new Provider(issuer, {
  jwks: { keys },
  scopes: ['pop', 'imap'],
  clients: [
    {
      client_id: 'mail client',
      client_secret: 'client: s+cret%',
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
    },
  ],
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
    introspection: { enabled: true },
    revocation: { enabled: true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: (_, resource) => {
        const alg = resource.split(':').at(-1)
        return {
          scope: 'pop imap',
          audience: resource.startsWith('urn:other:') ? 'other' : 'mail',
          accessTokenTTL: 60,
          ...(alg === 'opaque'
            ? { accessTokenFormat: 'opaque' }
            : { accessTokenFormat: 'jwt', jwt: { sign: { alg } } }),
        }
      },
    },
  },
  extraTokenClaims: () => ({ email: 'anna@example.org', email_verified: true, maildrop: 's3://bucket/anna/' }),
})

provider.on('server_error', (_, error) => console.error(error))
provider.listen(port, '127.0.0.1', () => console.log('ready'))
