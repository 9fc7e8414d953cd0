namespace MailIntegration.Engine.Processing.Texts;

/// <summary>
/// The header names that mail clients write above a forwarded mail, in the languages they speak. Compared without case,
/// emphasis marks and surrounding space.
/// </summary>
internal static class ForwardLabels
{
    private static readonly HashSet<string> FromWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "from", "de", "de la", "von", "van", "da", "od", "fra", "från", "frá", "feladó", "lähettäjä", "saatja", "mittente",
        "expéditeur", "expeditorul", "expeditor", "remitente", "remetente", "отправитель", "от", "від", "від кого", "kimden",
        "gönderen", "nadawca", "šalje", "pošiljatelj", "odesílatel", "odosielateľ", "από", "送信元", "差出人",
        "送信者", "发件人", "寄件者", "寄件人", "보낸 사람", "מאת", "من", "absender", "afzender", "avsändare", "avsender",
        "afsender", "nuo", "no",
    };

    private static readonly HashSet<string> OtherWords = new(StringComparer.OrdinalIgnoreCase)
    {
        // Date
        "date", "sent", "datum", "dato", "data", "fecha", "dátum", "päivämäärä", "kuupäev", "дата", "отправлено", "надіслано",
        "tarih", "gönderildi", "gesendet", "verzonden", "enviado", "enviada", "envoyé", "inviato", "wysłano", "odesláno",
        "odoslané", "skickat", "sendt", "lähetetty", "elküldve", "küldve", "trimis", "poslano", "日付", "送信日時", "日期", "发送时间",
        // Subject
        "subject", "sujet", "betreff", "onderwerp", "objet", "objeto", "oggetto", "asunto", "assunto", "emne", "ämne", "aihe", "tárgy",
        "temat", "předmět", "predmet", "subiect", "subiectul", "naslov", "konu", "тема", "teema", "件名", "主题", "主旨", "제목",
        // To and Cc
        "to", "pour", "pre", "an", "aan", "à", "a", "para", "til", "till", "komu", "do", "címzett", "vastaanottaja", "către", "kime", "alıcı",
        "кому", "prima", "saaja", "宛先", "送信先", "收件人", "destinataire", "destinatario", "per", "za",
        "cc", "copie à", "kopie", "kopia", "kópia", "kopio", "copie", "copia", "cópia", "másolatot kap", "másolat", "bilgi", "копия",
        "копія", "reply-to", "dw", "kk", "抄送",
    };

    public static bool IsFrom(string label) => FromWords.Contains(label);

    public static bool IsAny(string label) => FromWords.Contains(label) || OtherWords.Contains(label);
}
