// Verifies access tokens with npm's jose against a served JWKS, as a web client would.
// stdin: {jwks_url, issuer, audience, tokens: [...]}; stdout: one {sub} or {error} per token.
import { createRemoteJWKSet, jwtVerify } from "jose";
import { readFileSync } from "node:fs";

const asked = JSON.parse(readFileSync(0, "utf8"));
const keys = createRemoteJWKSet(new URL(asked.jwks_url));
const rules = {
  issuer: asked.issuer,
  audience: asked.audience,
  typ: "at+jwt",
  algorithms: ["EdDSA"],
  requiredClaims: ["sub", "sid", "exp", "iat", "jti"],
};
const answers = [];
for (const token of asked.tokens) {
  try {
    const { payload } = await jwtVerify(token, keys, rules);
    answers.push({ sub: payload.sub });
  } catch (error) {
    answers.push({ error: error.code });
  }
}
console.log(JSON.stringify(answers));
