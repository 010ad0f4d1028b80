/**
 * Whether a file's name says that it holds a key, a password or a token. Looks at the name only. Certificates that everybody has, keys of tests
 * and `.env.example` are none.
 */
export function looksSecret(path: string): boolean {
  if (harmless.test(path)) return false;
  return secret.test(path);
}

const secret = new RegExp(
  [
    "(?:^|/)\\.env(?:\\.[\\w-]+)?$",
    "(?:^|/)id_(?:rsa|dsa|ecdsa|ed25519)$",
    "(?:^|/)\\.(?:netrc|npmrc|pypirc|pgpass|git-credentials|htpasswd|dockercfg)$",
    "(?:^|/)\\.(?:aws/credentials|docker/config\\.json|kube/config|config/gcloud/.+\\.json)$",
    "(?:^|/)(?:service[-_]account|credentials|client_secret)[\\w.-]*\\.json$",
    "(?:^|/)(?:kubeconfig|secrets?\\.(?:ya?ml|json|env|toml))$",
    "\\.(?:pem|key|p12|pfx|jks|keystore)$",
  ].join("|"),
  "i",
);

const harmless =
  /(?:^|\/)(?:testdata|node_modules|site-packages|examples?)\/|^(?:etc\/ssl|etc\/pki|usr\/(?:share|lib|local\/share))\/|^etc\/ssl1?\.?\d*\/|(?:^|\/)(?:cert|cacert|ca-bundle|ca-certificates|tls-ca-bundle|fullchain|chain)\.pem$|\.env\.(?:example|sample|template|dist|fixture)$/i;
