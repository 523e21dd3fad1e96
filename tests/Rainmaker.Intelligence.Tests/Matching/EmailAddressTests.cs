using FsCheck;
using FsCheck.Fluent;
using Rainmaker.Intelligence.Matching;

namespace Rainmaker.Intelligence.Tests.Matching;

public sealed class EmailAddressTests
{
    [Theory]
    [InlineData(" Ada.Lovelace@ACME.com ", "ada.lovelace@acme.com")]
    [InlineData("Ada <ada@acme.com>", "ada@acme.com")]
    [InlineData("mailto:ada@acme.com", "ada@acme.com")]
    [InlineData("ada@müller.de", "ada@xn--mller-kva.de")]
    [InlineData("ada@xn--mller-kva.de", "ada@xn--mller-kva.de")]
    [InlineData("o'neill+x@acme.co.uk", "o'neill+x@acme.co.uk")]
    public void An_address_is_brought_into_one_form(string typed, string expected) => Assert.Equal(expected, EmailAddress.Read(typed).Address);

    [Theory]
    [InlineData("acme.com", "has no @")]
    [InlineData("@acme.com", "has nothing before the @")]
    [InlineData("ada@", "has nothing behind the @")]
    [InlineData("ada@acme", "has no valid domain: acme")]
    [InlineData("ada@-acme.com", "has no valid domain: -acme.com")]
    [InlineData("ada@127.0.0.1", "has no valid domain: 127.0.0.1")]
    [InlineData("ada..b@acme.com", "has a misplaced dot before the @")]
    [InlineData("ada b@acme.com", "has a blank in it")]
    [InlineData("a@b@acme.com", "has a character that does not belong: @")]
    [InlineData("ada@acme..com", "has no valid domain: acme..com")]
    public void What_is_no_address_says_why(string typed, string fault) => Assert.Equal(fault, EmailAddress.Read(typed).Fault);

    [Fact]
    public void Nothing_typed_is_neither_address_nor_fault() => Assert.Equal(default, EmailAddress.Read("  "));

    [Fact]
    public void Every_text_is_either_an_address_or_a_fault_or_empty() =>
        Prop.ForAll<string?>(text =>
        {
            var email = EmailAddress.Read(text);
            return email.Address is null || (email.Fault is null && EmailAddress.Read(email.Address).Address == email.Address);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("a@gmail.com", true)]
    [InlineData("a@acme.com", false)]
    public void Free_mail_is_known(string address, bool free) => Assert.Equal(free, EmailAddress.Read(address).IsFreeMail);
}
