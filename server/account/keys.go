package account

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"jalons/server/domain"
)

// keyLength is that of AES-256, and sealMark what stands before everything that is sealed.
const (
	keyLength = 32
	sealMark  = "v1"
)

// Keys encrypt what the server must be able to read again: the secrets of second factors. The first one
// seals, each opens. None seals nothing.
type Keys []key

type key struct {
	id   string // names the key in what it has sealed, and tells nothing of it
	aead cipher.AEAD
}

// ParseKeys reads keys of 32 bytes in base64 or in hexadecimal digits, separated by commas.
func ParseKeys(list string) (Keys, error) {
	var keys Keys
	for part := range strings.SplitSeq(list, ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		raw, err := hex.DecodeString(part)
		if err != nil || len(raw) != keyLength {
			raw, err = base64.StdEncoding.DecodeString(part)
		}
		if err != nil || len(raw) != keyLength {
			return nil, errors.New(
				"must be 32 bytes in base64 or hexadecimal digits, such as openssl rand -base64 32 prints; " +
					"several between commas",
			)
		}
		block, err := aes.NewCipher(raw)
		if err != nil {
			return nil, err
		}
		aead, err := cipher.NewGCMWithRandomNonce(block)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(append([]byte("jalons key "), raw...))
		keys = append(keys, key{hex.EncodeToString(sum[:4]), aead})
	}
	return keys, nil
}

// errNoKey says that nothing can be sealed: who runs the server has given no key.
var errNoKey = &domain.Error{Kind: domain.Unavailable, Code: "two_factor_no_key"}

// bound ties what is sealed to its account, so that nobody's secret is another's.
func bound(account int64) []byte { return fmt.Appendf(nil, "accounts.totp_secret %d", account) }

// seal encrypts a secret of an account.
func (k Keys) seal(account int64, secret string) (string, error) {
	if len(k) == 0 {
		return "", errNoKey
	}
	sealed := k[0].aead.Seal(nil, nil, []byte(secret), bound(account))
	return strings.Join([]string{sealMark, k[0].id, base64.StdEncoding.EncodeToString(sealed)}, "."), nil
}

// open decrypts a secret of an account. Under a key that isn't there the error is of kind Unavailable: the
// person can do nothing about it.
func (k Keys) open(account int64, sealed string) (string, error) {
	parts := strings.Split(sealed, ".")
	if len(parts) != 3 || parts[0] != sealMark {
		return "", fmt.Errorf("second factor of account %d: not sealed", account)
	}
	for _, key := range k {
		if key.id != parts[1] {
			continue
		}
		raw, err := base64.StdEncoding.DecodeString(parts[2])
		if err != nil {
			return "", fmt.Errorf("second factor of account %d: %w", account, err)
		}
		secret, err := key.aead.Open(nil, nil, raw, bound(account))
		if err != nil {
			return "", fmt.Errorf("second factor of account %d: %w", account, err)
		}
		return string(secret), nil
	}
	missing := fmt.Errorf("second factor of account %d: SECRETS_KEY lacks the key %s", account, parts[1])
	return "", &domain.Error{Kind: domain.Unavailable, Code: "two_factor_key_missing", Err: missing}
}

// sealedByFirst says that a secret is under the key that seals today.
func (k Keys) sealedByFirst(sealed string) bool {
	return len(k) > 0 && strings.HasPrefix(sealed, sealMark+"."+k[0].id+".")
}
