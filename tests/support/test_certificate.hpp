// SPDX-License-Identifier: Apache-2.0
#ifndef PASSK_TESTS_SUPPORT_TEST_CERTIFICATE_HPP
#define PASSK_TESTS_SUPPORT_TEST_CERTIFICATE_HPP

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <string>

namespace passk_tests {

// A key and a certificate for 127.0.0.1 that vouches for itself, made anew, as PEM.
struct test_certificate {
    std::string key{};
    std::string certificate{};

    test_certificate() {
        EVP_PKEY* const pair = EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256");
        X509* const made = X509_new();
        X509_set_version(made, 2);
        ASN1_INTEGER_set(X509_get_serialNumber(made), 1);
        X509_gmtime_adj(X509_getm_notBefore(made), -3600);
        X509_gmtime_adj(X509_getm_notAfter(made), 3600);
        X509_set_pubkey(made, pair);
        X509_set_issuer_name(made, X509_get_subject_name(made));
        X509_EXTENSION* const name =
            X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "IP:127.0.0.1");
        X509_add_ext(made, name, -1);
        X509_sign(made, pair, EVP_sha256());
        BIO* const out = BIO_new(BIO_s_mem());
        PEM_write_bio_X509(out, made);
        certificate = drained(out);
        PEM_write_bio_PrivateKey(out, pair, nullptr, nullptr, 0, nullptr, nullptr);
        key = drained(out);
        BIO_free(out);
        X509_EXTENSION_free(name);
        X509_free(made);
        EVP_PKEY_free(pair);
    }

private:
    static std::string drained(BIO* from) {
        std::string text(BIO_ctrl_pending(from), '\0');
        BIO_read(from, text.data(), static_cast<int>(text.size()));
        return text;
    }
};

}  // namespace passk_tests

#endif  // PASSK_TESTS_SUPPORT_TEST_CERTIFICATE_HPP
